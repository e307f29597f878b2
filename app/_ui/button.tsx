import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

/** How buttons look; a link that acts as one wears it too. */
export const buttonStyle = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-accent-ink hover:bg-accent-hover",
        secondary: "border-line-control/50 bg-surface text-ink shadow-card hover:bg-hover",
        quiet: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink",
        danger: "border-transparent bg-danger text-surface hover:bg-danger-hover",
        dangerQuiet: "border-line-control/50 bg-surface text-danger shadow-card hover:bg-danger-soft",
      },
      size: {
        md: "h-8 px-3 text-sm",
        sm: "h-7 px-2 text-xs",
        lg: "h-10 px-4 text-base",
        icon: "size-8",
        iconSm: "size-7",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyle> & { pending?: boolean };

/** A button. While `pending` it keeps its width and its focus, and cannot be pressed twice. */
export function Button({ className, variant, size, pending = false, type = "button", children, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(buttonStyle({ variant, size }), pending && "relative", className)}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      {...rest}
      onClick={pending ? (event) => event.preventDefault() : rest.onClick}
    >
      {pending ? (
        <>
          <span className="inline-flex items-center gap-1.5 opacity-0">{children}</span>
          <span aria-hidden className="absolute inset-0 grid place-items-center">
            <span className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
          </span>
        </>
      ) : (
        children
      )}
    </button>
  );
}

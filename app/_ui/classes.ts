import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({});

/** Joins class names; of two Tailwind classes that set the same property the later one stays. */
export function classes(...values: ClassValue[]): string {
  return merge(clsx(values));
}

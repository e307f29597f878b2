/** Something that must not be. */
export interface Finding {
  readonly where: string;
  /** With which it comes up again, as far as the network lets it. */
  readonly seed: number;
  /** With the smallest case that shows it. */
  readonly report: string;
}

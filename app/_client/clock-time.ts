const withMilliseconds = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

/** `14:03:07.125` in the time zone of the person; the same in every language, so that columns stand still. */
export function clockTime(at: number): string {
  return withMilliseconds.format(at);
}

import { z } from "zod";

/** The shape of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    data: z.array(item),
    nextCursor: z.string().nullable().meta({ description: "Give it as `cursor` for the next page; null on the last." }),
  });

/** Every kind of long work there is; each is a file of that name in its noun's folder. */
export const JOB_KINDS = ["devices.import", "devices.change", "devices.export", "retained.clear"] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Stands for a module that is named in dead code and never runs (see next.config.ts). */
export {};

/**
 * Properties draw the same samples in every run, so that a change alone makes a test fail. `TOCSIN_SEED=7 npm test` draws others.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.TOCSIN_SEED ?? 20_261_130) });

/**
 * Properties draw the same samples in every run, so that a change alone makes a test fail. `TOCSIN_SEED=7 npm test` draws others. With
 * the `TOCSIN_PATH` of a counterexample beside its seed, the test that is named by `-t` tries that one first.
 */
import fc from "fast-check";

const { TOCSIN_SEED = 20_261_130, TOCSIN_PATH: path } = process.env;
fc.configureGlobal({ seed: Number(TOCSIN_SEED), ...(path === undefined ? {} : { path }) });

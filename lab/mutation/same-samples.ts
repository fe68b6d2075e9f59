/** Properties draw the same samples in every run, or the score would waver. A failure is not shrunk, because nobody reads it. */
import fc from "fast-check";

fc.configureGlobal({ seed: 4711, endOnFailure: true });

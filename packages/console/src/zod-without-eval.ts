declare global {
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

/**
 * The page's policy forbids code made from text, by which zod would make its checks faster. This has to be said
 * before the first schema is made, so without zod, which is fetched with the first form.
 */
globalThis.__zod_globalConfig = { ...globalThis.__zod_globalConfig, jitless: true };

export {};

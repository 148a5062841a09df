/** What `vouch import` reads. */
export const IMPORT_FORMATS = ['promptfoo', 'plugin-eval'] as const;

/** What `vouch export` writes. */
export const EXPORT_FORMATS = ['plugin-eval'] as const;

/** Formats that people read: a record per line. */
export const TEXT_FORMATS = ['jsonl', 'csv'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** Formats of files of records, which are also their endings. */
export const FILE_FORMATS = [...TEXT_FORMATS, 'jsonl.gz', 'csv.gz', 'parquet', 'arrow'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

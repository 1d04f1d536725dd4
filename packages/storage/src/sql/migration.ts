/** One step of a schema. What has been released is never edited: a mistake is mended by another step. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/* oxlint-disable no-underscore-dangle -- the library's names of what a subclass may use */
import { RecordBatchStreamWriter, type RecordBatch } from 'apache-arrow';
import type { FileBlock } from 'apache-arrow/ipc/metadata/file';

/** An Arrow stream without its end, and where its messages are. */
export interface ArrowMessages {
  readonly bytes: Uint8Array;
  readonly dictionaries: readonly FileBlock[];
  readonly batch: FileBlock;
}

/** The messages that make a stream of one batch: the schema, the dictionaries, the batch. */
export function arrowMessages(batch: RecordBatch, dictionaries: 'with dictionaries' | 'without'): ArrowMessages {
  const writer = new MessageWriter(dictionaries === 'with dictionaries');
  writer.write(batch);
  return writer.messages();
}

/** The library's writer, which knows where it put each message. */
class MessageWriter extends RecordBatchStreamWriter {
  readonly #hasDictionaries: boolean;

  constructor(hasDictionaries: boolean) {
    super();
    this.#hasDictionaries = hasDictionaries;
  }

  messages(): ArrowMessages {
    const [batch] = this._recordBatchBlocks;
    if (batch === undefined) throw new Error('no batch was written');
    return { bytes: this.toUint8Array(true), dictionaries: this._dictionaryBlocks, batch };
  }

  protected override _writeDictionaries(batch: RecordBatch): this {
    return this.#hasDictionaries ? super._writeDictionaries(batch) : this;
  }
}

import type { Volume } from '../../volume/index.js'
import { printBackupComponents, printWriterMetadata, type Requestor } from '../../vss/index.js'
import { writeWholeFile } from './files.js'

/** Keeps the VSS documents with the data, as every requestor has to. */
export function writeDocuments(requestor: Requestor, volume: Volume, folder: string): void {
  const encoder = new TextEncoder()
  const components = printBackupComponents(requestor.document)
  if (components.ok)
    writeWholeFile(volume, `${folder}\\components.xml`, encoder.encode(components.value))
  for (const writer of requestor.metadata) {
    const printed = printWriterMetadata(writer)
    const { instanceId } = writer.identification
    if (printed.ok)
      writeWholeFile(volume, `${folder}\\writer-${instanceId}.xml`, encoder.encode(printed.value))
  }
}

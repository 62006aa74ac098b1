// What the system state of the modelled server consists of: some files with real bytes, so that a
// wrong byte shows, and one large uniform store, so that a backup takes as long as a real one.

import { present } from '../../base/assert.js'
import { GIB, KIB } from '../../base/units.js'
import type { Volume } from '../../volume/index.js'
import { writeUniformFile, writeWholeFile } from './files.js'
import type { Machine } from './machine.js'

const SYSTEM_FILES = 12
const SYSTEM_FILE_BYTES = 48 * KIB
/** Takes somewhat more than a minute to copy. */
const COMPONENT_STORE_BYTES = 2 * GIB
/** Old data of an application, on every volume that may hold some. */
export const OLD_DATA_BYTES = 16 * GIB

export const OLD_DATA_FILE = 'Data\\application.db'
export const CONFIG_FOLDER = 'Windows\\System32\\config'
export const EFI_LOADER = 'EFI\\Microsoft\\Boot\\bootmgfw.efi'

export function windowsVolume(machine: Machine): Volume {
  const letter = `${machine.host.windowsDrive}:`
  return present(machine.volumes.get(letter), `the Windows volume ${letter}`)
}

/** The driver of the disk controller, without which Windows does not start. */
export const BOOT_DRIVER = 'Windows\\System32\\storage.sys'

export function bootDriverFor(hardware: string): Uint8Array {
  return text(`driver of the disk controller of hardware ${hardware}`)
}

/** Puts Windows on the volume: real content first, then the bulk. */
export function installWindows(volume: Volume, hardware: string): void {
  writeWholeFile(volume, BOOT_DRIVER, bootDriverFor(hardware))
  const random = volume.sim.random(`windows on ${volume.name}`)
  for (let index = 0; index < SYSTEM_FILES; index++) {
    const content = new Uint8Array(SYSTEM_FILE_BYTES)
    random.fill(content)
    writeWholeFile(volume, `Windows\\System32\\system${index}.dll`, content)
  }
  writeWholeFile(volume, `${CONFIG_FOLDER}\\DEFAULT`, text('hive DEFAULT'))
  writeWholeFile(volume, 'Windows\\Registration\\R000000000001.clb', text('com+ registrations'))
  writeUniformFile(volume, 'Windows\\WinSxS\\store.bin', {
    length: COMPONENT_STORE_BYTES,
    byte: 0x57,
  })
}

export function fillWithOldData(volume: Volume): void {
  writeUniformFile(volume, OLD_DATA_FILE, { length: OLD_DATA_BYTES, byte: 0x11 })
}

export function installBootLoader(efi: Volume): void {
  const content = new Uint8Array(SYSTEM_FILE_BYTES)
  efi.sim.random('boot loader').fill(content)
  writeWholeFile(efi, EFI_LOADER, content)
}

/** Where a system state file of this name lies: among the registry hives. */
export function configPath(name: string): string {
  return `${CONFIG_FOLDER}\\${name}`
}

/** The same as a backup names it: with the drive it came from. */
export function systemStateSource(machine: Machine, name: string): string {
  return `${machine.host.windowsDrive}:\\${configPath(name)}`
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

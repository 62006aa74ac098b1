// The health check of the image: the server answers a PRELOGIN, or takes a connection where it wants
// TLS first. It needs no password.

import { connect } from 'node:net'

const PORT = 1433
const PATIENCE_MS = 2500
/** PRELOGIN with a version and no encryption: header, two options, their data. */
const PRELOGIN = Buffer.from(
  '1201001a00000100' + '00000b0006' + '0100110001' + 'ff' + '000000000000' + '02',
  'hex',
)

const socket = connect(PORT, '127.0.0.1', () => socket.write(PRELOGIN))
socket.setTimeout(PATIENCE_MS, () => process.exit(1))
socket.on('error', () => process.exit(1))
socket.on('data', () => process.exit(0))
let isConnected = false
socket.on('connect', () => {
  isConnected = true
})
socket.on('close', () => process.exit(isConnected ? 0 : 1))

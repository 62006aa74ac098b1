export { type DriveOptions, drive } from './drive.js'
export { type DriverOptions, driverTarget } from './driver-target.js'

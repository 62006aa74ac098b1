export { addSecondary, type SecondaryPlace } from './add-secondary.js'

export { render } from './json.js'

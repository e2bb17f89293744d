// Preloaded into a replica: the wall clock of its machine is 5 s ahead of the others.
const ahead = 5000
const { now } = Date
Date.now = () => now() + ahead
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + ahead })

// The name that a guest plays under: made up at the first visit, kept in this browser.

const STORAGE_KEY = 'arena.name'

const FIRST = ['Swift', 'Quiet', 'Lucky', 'Brave', 'Sly', 'Wild', 'Calm', 'Keen', 'Bold', 'Grim', 'Odd', 'Neon']
const LAST = [
  'Otter',
  'Falcon',
  'Badger',
  'Lynx',
  'Heron',
  'Viper',
  'Moose',
  'Raven',
  'Gecko',
  'Tiger',
  'Panda',
  'Wolf',
]

export function guestName(): string {
  return read() ?? `${pick(FIRST)} ${pick(LAST)}`
}

export function keepGuestName(name: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, name)
  } catch {
    // Storage is full or forbidden: the name lasts for this visit.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)]!
}

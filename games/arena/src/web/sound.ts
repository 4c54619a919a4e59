// Sounds, made of noise and tones: no files to load. Browsers allow them only after a first key or tap; `mute` is kept.

import { Weapon } from '../../gen-nodejs/arena.types.js'

const STORAGE_KEY = 'arena.muted'

/** Sounds that may start within one window; a brawl of hundreds would only be noise. */
const STARTS_MAX = 8
const WINDOW_S = 0.06

/** Below it nobody hears anything. */
const VOLUME_MIN = 0.02

/** A burst of filtered noise: length, seconds, and where the filter starts, Hz. */
const SHOTS: Readonly<Record<Weapon, { readonly lengthS: number; readonly cutoffHz: number }>> = {
  [Weapon.PISTOL]: { lengthS: 0.13, cutoffHz: 2_600 },
  [Weapon.SHOTGUN]: { lengthS: 0.3, cutoffHz: 1_500 },
  [Weapon.RIFLE]: { lengthS: 0.09, cutoffHz: 3_600 },
}

export class Sound {
  private audio: AudioContext | undefined
  private noise: AudioBuffer | undefined
  private isMuted = isKeptMuted()
  private windowEnds = 0
  private starts = 0

  constructor() {
    // Of a touch, only its end counts as a gesture.
    for (const gesture of ['pointerup', 'keydown'] as const) {
      window.addEventListener(gesture, () => this.wake(), { once: true })
    }
  }

  toggle(): boolean {
    this.isMuted = !this.isMuted
    try {
      localStorage.setItem(STORAGE_KEY, String(this.isMuted))
    } catch {
      // Storage is full or forbidden: muted for this visit.
    }
    return this.isMuted
  }

  /** @param volume - 0..1 */
  shot(weapon: Weapon, volume: number): void {
    const { lengthS, cutoffHz } = SHOTS[weapon]
    this.burst(lengthS, cutoffHz, volume * 0.5)
  }

  /** The own shot hurt somebody. */
  hit(): void {
    this.tone(1_250, 900, 0.06, 0.12)
  }

  hurt(): void {
    this.burst(0.12, 700, 0.5)
    this.tone(160, 70, 0.14, 0.3)
  }

  death(volume: number): void {
    this.tone(330, 45, 0.4, volume * 0.25)
    this.burst(0.4, 900, volume * 0.4)
  }

  granted(): void {
    this.tone(520, 780, 0.08, 0.14)
    this.tone(780, 1_040, 0.12, 0.12, 0.08)
  }

  /** A match was found. */
  offered(): void {
    this.tone(440, 660, 0.16, 0.3)
    this.tone(660, 880, 0.16, 0.3, 0.18)
    this.tone(880, 1_320, 0.3, 0.3, 0.36)
  }

  private wake(): void {
    this.audio ??= new AudioContext()
    this.noise ??= makeNoise(this.audio)
  }

  private burst(lengthS: number, cutoffHz: number, volume: number): void {
    const voice = this.voice(lengthS, volume, 0)
    if (voice === undefined || this.noise === undefined) return
    const { audio, gain, startS } = voice
    const source = audio.createBufferSource()
    source.buffer = this.noise
    source.playbackRate.value = 0.9 + Math.random() * 0.2
    const filter = audio.createBiquadFilter()
    filter.type = 'lowpass'
    filter.frequency.setValueAtTime(cutoffHz, startS)
    filter.frequency.exponentialRampToValueAtTime(cutoffHz / 8, startS + lengthS)
    source.connect(filter).connect(gain)
    source.start(startS, 0, lengthS)
  }

  private tone(fromHz: number, toHz: number, lengthS: number, volume: number, delayS = 0): void {
    const voice = this.voice(lengthS, volume, delayS)
    if (voice === undefined) return
    const { audio, gain, startS } = voice
    const oscillator = audio.createOscillator()
    oscillator.type = 'triangle'
    oscillator.frequency.setValueAtTime(fromHz, startS)
    oscillator.frequency.exponentialRampToValueAtTime(toHz, startS + lengthS)
    oscillator.connect(gain)
    oscillator.start(startS)
    oscillator.stop(startS + lengthS)
  }

  /** A fading volume to play into, or undefined when nothing should be heard. */
  private voice(
    lengthS: number,
    volume: number,
    delayS: number,
  ): { audio: AudioContext; gain: GainNode; startS: number } | undefined {
    const { audio } = this
    if (audio?.state !== 'running' || this.isMuted || volume < VOLUME_MIN) return undefined
    if (audio.currentTime > this.windowEnds) {
      this.windowEnds = audio.currentTime + WINDOW_S
      this.starts = 0
    }
    if (++this.starts > STARTS_MAX) return undefined
    const startS = audio.currentTime + delayS
    const gain = audio.createGain()
    gain.gain.setValueAtTime(volume, startS)
    gain.gain.exponentialRampToValueAtTime(0.001, startS + lengthS)
    gain.connect(audio.destination)
    return { audio, gain, startS }
  }
}

function makeNoise(audio: AudioContext): AudioBuffer {
  const buffer = audio.createBuffer(1, audio.sampleRate / 2, audio.sampleRate)
  const samples = buffer.getChannelData(0)
  for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1
  return buffer
}

function isKeptMuted(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'true'
  } catch {
    return false
  }
}

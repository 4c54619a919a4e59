// The party at the front door: the ways into one, then who is in it, the code for others, and what they say. Names come from
// strangers: they are set as text.

import type { PartyState } from '@tickwire/client'
import { ChatLog, type Talk } from './chat-log.js'
import { element } from './hud.js'
import { AT_THE_DOOR } from './party-play.js'
import { wordsOfParty } from './words.js'

export interface PartyActions {
  create(): Promise<void>
  join(joinCode: string): Promise<void>
  leave(): Promise<void>
}

export class PartyPanel {
  private readonly root = element('party')
  private readonly trouble = element('party-trouble')
  private readonly codeInput = element<HTMLInputElement>('party-join-code')
  private readonly chat = new ChatLog(element('party-chat'))
  private partyId: string | undefined

  constructor(actions: PartyActions) {
    element('party-create').addEventListener('click', () => void this.act(actions.create))
    element('party-leave').addEventListener('click', () => void this.act(actions.leave))
    element('party-join').addEventListener('submit', (event) => {
      event.preventDefault()
      void this.act(() => actions.join(this.codeInput.value))
    })
    const copy = element('party-copy')
    // Browsers offer it to secure pages only; the code can be selected everywhere.
    copy.hidden = !('clipboard' in navigator)
    copy.addEventListener('click', () => {
      const copied = navigator.clipboard.writeText(element('party-code').textContent ?? '')
      copied.then(
        () => this.say('Copied.'),
        () => this.say('The browser does not allow that. Select the code and copy it.'),
      )
    })
  }

  /** @param talk - what its members say; undefined without a party */
  show(party: PartyState | undefined, ownId: string | undefined, talk: Talk | undefined): void {
    element('party-ways').hidden = party !== undefined
    element('party-room').hidden = party === undefined
    element('party-leave').hidden = party === undefined
    if (party?.partyId !== this.partyId) {
      this.partyId = party?.partyId
      this.codeInput.value = ''
      this.say('')
      this.chat.show(talk === undefined ? [] : [talk])
    }
    if (party === undefined) return
    element('party-code').textContent = `${party.joinCode.slice(0, 4)} ${party.joinCode.slice(4)}`
    element('party-hint').textContent = hint(party, ownId)
    const lines = party.members.map((member) => memberLine(member, member.playerId === party.leaderId, ownId))
    // Most changes of a party are none of its list: what is read, or selected, stays.
    const members = element('party-members')
    const isSame =
      lines.length === members.children.length && lines.every((l, i) => l.isEqualNode(members.children[i]!))
    if (!isSame) members.replaceChildren(...lines)
  }

  private async act(run: () => Promise<void>): Promise<void> {
    this.say('')
    this.root.classList.add('busy')
    try {
      await run()
    } catch (error) {
      this.say(wordsOfParty(error))
    } finally {
      this.root.classList.remove('busy')
    }
  }

  private say(text: string): void {
    this.trouble.textContent = text
  }
}

function hint({ leaderId, members, sizeMax }: PartyState, ownId: string | undefined): string {
  if (members.length === 1) return `Give the code to up to ${sizeMax - 1} others, or wait for them here.`
  if (leaderId === ownId) return 'Quick play and Ranked take everybody along.'
  const leader = members.find(({ playerId }) => playerId === leaderId)
  return `You go where ${leader?.displayName ?? 'the leader'} plays.`
}

function memberLine(
  { playerId, displayName, ready, roles, connected }: PartyState['members'][number],
  isLeader: boolean,
  ownId: string | undefined,
): HTMLLIElement {
  const made = document.createElement('li')
  const name = document.createElement('span')
  name.className = 'title'
  name.textContent = playerId === ownId ? `${displayName} (you)` : displayName
  const mark = document.createElement('span')
  mark.className = 'mark'
  mark.textContent = [
    isLeader ? 'leader' : '',
    connected ? (ready && !roles.includes(AT_THE_DOOR) ? 'plays' : '') : 'away',
  ]
    .filter(Boolean)
    .join(', ')
  made.append(name, mark)
  return made
}

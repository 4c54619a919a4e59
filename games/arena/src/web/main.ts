// The page's beginning: the front door, the ways from it into an arena, and back to it when a stay is over. A stay whose
// connection was lost is taken up again. With `#play` in its address the page plays at once.

import { ErrorCode, type PartyState, RefusedError, type RoomSummary, TicketStatus } from '@tickwire/client'
import type { RatedMatch, Ticket } from '@tickwire/client/matchmaking'
import type { Talk } from './chat-log.js'
import { Controls } from './controls.js'
import { FrontDoor } from './front-door.js'
import { guestName, keepGuestName } from './guest-name.js'
import { element, Hud } from './hud.js'
import { type ArenaRoom, Match } from './match.js'
import { MatchChat } from './match-chat.js'
import { NetPanel } from './net-panel.js'
import { NoticeBar } from './notice-bar.js'
import { OfferDialog } from './offer-dialog.js'
import { PartyPanel } from './party-panel.js'
import { PasswordPrompt } from './password-prompt.js'
import { Picture } from './picture.js'
import { RankedPanel } from './ranked-panel.js'
import { ResultPanel } from './result-panel.js'
import { ScoreBar } from './score-bar.js'
import { Server, type ServerListener } from './server.js'
import { Sound } from './sound.js'
import { wordsOf, wordsOfClosed } from './words.js'

const HINT =
  'WASD move · mouse aims and fires · E opens chests · Tab scores · Enter chats · 1-6 emotes · M mutes · N net'
const TOUCH_HINT = 'Left thumb moves · right thumb aims and fires'

const picture = new Picture(element<HTMLCanvasElement>('view'), element<HTMLCanvasElement>('minimap'))
const hud = new Hud()
const sound = new Sound()
const notices = new NoticeBar()
const passwords = new PasswordPrompt()
const chat = new MatchChat()
const net = new NetPanel(new URLSearchParams(location.search))
const listener: ServerListener = {
  notice: (notice) => notices.show(notice),
  party: (state) => showParty(state),
  ticket: (ticket) => showTicket(ticket),
  rated: (rated) => showRated(rated),
  follow: (leaderName) => void go(`Following ${leaderName} ...`, () => server.quickPlay(door.name)),
}
const server = new Server(listener, net.link.openSocket)
const partyPanel = new PartyPanel({
  create: () => server.createParty(door.name),
  join: (joinCode) => server.joinParty(door.name, joinCode),
  leave: () => server.leaveParty(door.name),
})
const ranked = new RankedPanel({
  queues: () => server.queues(door.name),
  rating: (queue) => server.rating(door.name, queue),
  wait: (queue) => server.waitRanked(door.name, queue),
  cancel: () => server.cancelRanked(),
})
const offers = new OfferDialog(
  (isAccepted) => server.answerOffer(isAccepted),
  () => sound.offered(),
)
const scores = new ScoreBar()
const results = new ResultPanel({
  again: () => void playAgain(),
  leave: () => {
    leave()
    door.open()
  },
})
const controls = new Controls(element('view'), element('stick-move'), element('stick-aim'), {
  isPlaying: () => match !== undefined && !door.isShown && !chat.isOpen && !offers.isOpen && !net.hasKeys,
  openChest: () => match?.openChest(),
  showScores: (isShown) => hud.showScores(isShown && match !== undefined),
  emote: (emote) => match?.emote(emote),
  mute: () => hud.toast(sound.toggle() ? 'Sound off' : 'Sound on', '#dfe8f7'),
  showNet: () => net.toggle(),
  chat: () => chat.open(),
})
const door: FrontDoor = new FrontDoor(
  {
    quickPlay: () => void go('Connecting ...', () => server.quickPlay(door.name)),
    create: (title, password) =>
      void go('Opening the room ...', () => server.create(door.name, title, password === '' ? undefined : password)),
    join: (listed) => void join(listed, ''),
    back,
    rooms: () => server.rooms(door.name),
    opened: () => void ranked.refresh(),
  },
  guestName(),
)

let room: ArenaRoom | undefined
let match: Match | undefined
let party: PartyState | undefined
/** The ticket that led into the room that was entered last. */
let entered: Ticket | undefined
/** Number of the newest way in: whoever goes another one is not brought in by the older. */
let way = 0

/** Leads into a room, and away from the one before. Answers why not, for a trouble that the caller knows better. */
async function go(text: string, enterRoom: () => Promise<ArenaRoom>): Promise<unknown> {
  const own = ++way
  keepGuestName(door.name)
  leave()
  door.wait(text)
  try {
    const joined = await enterRoom()
    if (own === way) enter(joined)
    else joined.leave()
    return undefined
  } catch (error) {
    if (own === way) door.open(wordsOf(error))
    return error
  }
}

/** @param trouble - what was wrong with the password before */
async function join(listed: RoomSummary, trouble: string): Promise<void> {
  const { roomId, title, needsPassword } = listed
  const password = needsPassword ? await passwords.ask(title, trouble) : undefined
  if (needsPassword && password === undefined) return
  const error = await go(`Joining ${title} ...`, () => server.join(door.name, roomId, password))
  if (error instanceof RefusedError && error.code === ErrorCode.WRONG_PASSWORD) await join(listed, wordsOf(error).text)
}

function enter(joined: ArenaRoom): void {
  room = joined
  match = new Match(joined, controls, picture, hud, sound)
  joined.onClose((closed) => {
    if (room !== joined) return
    if (closed.name === 'CONNECTION_LOST') {
      void go('The connection was lost. Coming back ...', () => server.rejoin(door.name, joined))
      return
    }
    leave()
    door.open(wordsOfClosed(closed))
  })
  door.hide()
  showChat()
  server.playsIn(room)
  hud.hint(matchMedia('(pointer: coarse)').matches ? TOUCH_HINT : HINT)
}

/** Also ends a stay that is still going on. */
function leave(): void {
  const left = room
  room = undefined
  match = undefined
  left?.leave()
  hud.showScores(false)
  scores.show(undefined, undefined)
  results.show(undefined, undefined, undefined)
  showChat()
  server.playsIn(room)
}

function showParty(state: PartyState | undefined): void {
  const isSame = state?.partyId === party?.partyId
  party = state
  partyPanel.show(state, server.playerId, state && server.partyTalk(state))
  ranked.goesAs({ size: state?.members.length ?? 1, isLed: state === undefined || state.leaderId === server.playerId })
  if (!isSame) showChat()
}

function showTicket(ticket: Ticket | undefined): void {
  ranked.show(ticket)
  offers.show(ticket)
  if (ticket?.status !== TicketStatus.ASSIGNED || ticket.ticketId === entered?.ticketId) return
  entered = ticket
  void go('Joining the match ...', () => server.joinRanked(door.name, ticket))
}

function showRated(rated: RatedMatch): void {
  const isThis = rated.matchId === entered?.assignment?.matchId && queueOfRoom() !== undefined
  if (isThis) results.rate(rated)
  else hud.toast('A match that you left was rated', '#dfe8f7')
}

/** The queue of the room that the player is in. */
function queueOfRoom(): string | undefined {
  return room !== undefined && room.roomId === entered?.assignment?.roomId ? entered.queue : undefined
}

async function playAgain(): Promise<void> {
  const queue = queueOfRoom()
  leave()
  door.open()
  if (queue !== undefined) await ranked.choose(queue)
}

/** What is said in the room and in the party, over the match. */
function showChat(): void {
  const talks = room === undefined ? [] : [server.roomTalk(room.roomId), party && server.partyTalk(party)]
  chat.show(talks.filter((talk): talk is Talk => talk !== undefined))
}

function back(): void {
  way++
  if (match === undefined) door.open()
  else door.hide()
}

function frame(nowMs: number): void {
  requestAnimationFrame(frame)
  if (door.isShown || chat.isOpen || offers.isOpen) controls.release()
  if (match === undefined) return
  match.frame(nowMs)
  net.draw(match.net, nowMs)
  scores.show(match.state, match.ownSide)
  results.show(match.state, match.ownSide, queueOfRoom())
}

element('open').addEventListener('click', () => match?.openChest())
element('name').addEventListener('click', () => {
  chat.close()
  door.open(undefined, true)
})
element('leaders').addEventListener('click', () => hud.showScores(element('scores').hidden))
element('stats').addEventListener('click', () => net.toggle())
element('scores').addEventListener('click', () => hud.showScores(false))

// For the console and for browser tests: the room as the SDK sees it, where the own avatar is drawn, and what its line was like.
Object.defineProperty(globalThis, 'arenaRoom', { get: () => room })
Object.defineProperty(globalThis, 'arenaOwnPlace', { get: () => match?.ownPlace })
Object.defineProperty(globalThis, 'arenaNet', { get: () => match?.net })

requestAnimationFrame(frame)
if (location.hash === '#play') void go('Connecting ...', () => server.quickPlay(door.name))
else door.open()

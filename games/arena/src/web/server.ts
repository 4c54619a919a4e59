// The page's way to the server: one client for the whole visit, logged in under the name that the player has now. When its
// connection is over for good, the next thing that is wanted makes a new one.

import { Client, type Notice, type RoomSummary } from '@tickwire/client'
import { arenaRoomService } from '../../gen-nodejs/arena.handlers.js'
import { arenaSchema } from '../../gen-nodejs/arena.state.js'
import type { ArenaRoom } from './match.js'

/** What quick play calls a room that it makes. */
const OPEN_TITLE = 'Open arena'

export class Server {
  private client: Client | undefined
  private name = ''

  /** @param onNotice - an operator has something to say */
  constructor(private readonly onNotice: (notice: Notice) => void) {}

  async rooms(name: string): Promise<readonly RoomSummary[]> {
    const client = await this.loggedIn(name)
    return client.rooms({ roomKind: arenaSchema.name, joinableOnly: false })
  }

  async quickPlay(name: string): Promise<ArenaRoom> {
    const client = await this.loggedIn(name)
    return client.quickPlay(arenaSchema, { service: arenaRoomService, room: { title: OPEN_TITLE } })
  }

  async create(name: string, title: string, password: string | undefined): Promise<ArenaRoom> {
    const client = await this.loggedIn(name)
    return client.createRoom(arenaSchema, { service: arenaRoomService, room: { title, password } })
  }

  async join(name: string, roomId: string, password: string | undefined): Promise<ArenaRoom> {
    const client = await this.loggedIn(name)
    return client.joinRoom(roomId, arenaSchema, { service: arenaRoomService, password })
  }

  /** Back into the seat whose connection was lost. */
  async rejoin(name: string, room: ArenaRoom): Promise<ArenaRoom> {
    const client = await this.loggedIn(name)
    return client.rejoin(room)
  }

  private async loggedIn(name: string): Promise<Client> {
    this.client ??= this.newClient()
    const { client } = this
    if (client.player === undefined || this.name !== name) {
      await client.login({ displayName: name })
      this.name = name
    }
    return client
  }

  private newClient(): Client {
    const client = new Client({ url: new URL('.', location.href).href })
    client.onEvent('notice', this.onNotice)
    client.onClose(() => {
      if (this.client === client) this.client = undefined
    })
    return client
  }
}

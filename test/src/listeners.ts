// The listeners that serve the players' port: what a test says of it holds for each.

export const LISTENERS = ['uws', 'ws'] as const

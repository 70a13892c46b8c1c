import { mains, type EvolutionExample, type RuleExamples } from './evolution-example.js'

const posts = { type: 'permission', resource: 'repo', collection: ['a.b.post'] }
const likes = { type: 'permission', resource: 'repo', collection: ['a.b.like'] }
const feeds = { type: 'permission', resource: 'rpc', lxm: ['a.b.getFeed', 'a.b.getList'] }
const service = 'did:web:x.example#svc'

/** Two versions of the permissions of a set. */
function sets(
  name: string,
  before: readonly object[],
  after: readonly object[],
  ...lines: string[]
): EvolutionExample {
  const set = { type: 'permission-set' }
  return mains(name, { ...set, permissions: before }, { ...set, permissions: after }, ...lines)
}

export const permissionRemoved: RuleExamples = {
  breaks: [
    sets(
      'a permission goes',
      [posts, likes],
      [likes],
      'a.b.x#main.permissions: "repo:a.b.post" is not granted any more [permission-removed]',
    ),
    sets(
      'a collection and a method go',
      [
        { ...posts, collection: ['a.b.post', 'a.b.like'] },
        { ...feeds, inheritAud: true },
      ],
      [likes, { ...feeds, lxm: ['a.b.getList'], inheritAud: true }],
      'a.b.x#main.permissions: "repo:a.b.post" is not granted any more [permission-removed]',
      'a.b.x#main.permissions: "rpc:a.b.getFeed?inheritAud=true" is not granted any more [permission-removed]',
    ),
    sets(
      'actions are named where all were granted',
      [posts],
      [{ ...posts, action: ['create'] }],
      'a.b.x#main.permissions: "repo:a.b.post?action=update&action=delete" is not granted any more [permission-removed]',
    ),
    sets(
      'any audience becomes the one that is inherited',
      [{ ...feeds, lxm: ['a.b.getFeed'], aud: '*' }],
      [{ ...feeds, lxm: ['a.b.getFeed'], inheritAud: true }],
      'a.b.x#main.permissions: "rpc:a.b.getFeed?aud=*" is not granted any more [permission-removed]',
    ),
    sets(
      'any audience becomes a certain one, and that another one',
      [
        { ...feeds, lxm: ['a.b.getFeed'], aud: '*' },
        { ...feeds, lxm: ['a.b.getList'], aud: service },
      ],
      [
        { ...feeds, lxm: ['a.b.getFeed'], aud: service },
        { ...feeds, lxm: ['a.b.getList'], aud: 'did:web:y.example#svc' },
      ],
      'a.b.x#main.permissions: "rpc:a.b.getFeed?aud=*" is not granted any more [permission-removed]',
      'a.b.x#main.permissions: "rpc:a.b.getList?aud=did:web:x.example#svc" is not granted any more [permission-removed]',
    ),
    sets(
      'a permission gets a parameter that may take something from it',
      [posts],
      [{ ...posts, until: 5 }],
      'a.b.x#main.permissions: "repo:a.b.post" is not granted any more [permission-removed]',
    ),
    sets(
      'a permission on a resource that is not known yet goes',
      [{ type: 'permission', resource: 'space' }],
      [],
      'a.b.x#main.permissions: "space" is not granted any more [permission-removed]',
    ),
  ],
  keeps: [
    sets('a permission comes', [posts], [posts, likes]),
    sets(
      'permissions are divided, put in another order and described',
      [{ ...posts, collection: ['a.b.post', 'a.b.like'] }],
      [{ ...likes, description: 'Likes.' }, posts],
    ),
    sets(
      'all actions are named, and by two permissions',
      [posts],
      [
        { ...posts, action: ['delete', 'create'] },
        { ...posts, action: ['update'] },
      ],
    ),
    sets(
      'the audience that is inherited becomes any',
      [{ ...feeds, inheritAud: true }],
      [{ ...feeds, aud: '*' }],
    ),
    sets('a certain audience becomes any', [{ ...feeds, aud: service }], [{ ...feeds, aud: '*' }]),
    sets(
      'a permission says that it inherits nothing',
      [{ ...feeds, aud: '*' }],
      [{ ...feeds, aud: '*', inheritAud: false }],
    ),
  ],
}

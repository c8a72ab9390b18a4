// The rows that all clients find: the same every time, made from a fixed seed.

export const userCount = 1000;
export const postsPerUser = 20;
export const tagCount = 50;

/** Numbers from 0 to 1 that repeat with their seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The ids 1 to `count` in an order that repeats with its seed, again and again. */
export function shuffledIds(count = userCount, seed = 42) {
  const next = random(seed);
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  for (let index = count - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [ids[index], ids[other]] = [ids[other], ids[index]];
  }
  let position = 0;
  return () => {
    const id = ids[position];
    position = (position + 1) % count;
    return id;
  };
}

/** 1,000 users: 51 of them under 18, about 45 % active. */
export function makeUsers() {
  const next = random(1);
  return Array.from({ length: userCount }, (_, index) => {
    const isMinor = index % 20 === 0 || index === 7;
    const age = isMinor ? 15 + (index % 3) : 18 + Math.floor(next() * 53);
    return { id: index + 1, name: `User${index}`, email: `user${index}@example.com`, age, isActive: next() < 0.457 };
  });
}

/** 20,000 posts, 20 for each user, with about 185 characters each. */
export function makePosts() {
  const next = random(2);
  const sentence = 'The quick brown fox jumps over the lazy dog and runs away. ';
  return Array.from({ length: userCount * postsPerUser }, (_, index) => ({
    id: index + 1,
    userId: Math.floor(index / postsPerUser) + 1,
    title: `Post ${index % postsPerUser} of User${Math.floor(index / postsPerUser)}`,
    content: `${sentence.repeat(3)}${index}`,
    views: Math.floor(next() * 1001),
  }));
}

export function makeTags() {
  return Array.from({ length: tagCount }, (_, index) => ({ id: index + 1, name: `tag${index}` }));
}

/** 1,983 links from the posts 1 to 1,000, one to three for each. */
export function makePostTags() {
  const next = random(3);
  const links = [];
  for (let post = 0; post < 1000; post += 1) {
    const isShortened = post % 3 === 2 && post < 48;
    const count = (post % 3) + (isShortened ? 0 : 1);
    const first = Math.floor(next() * tagCount);
    for (let step = 0; step < count; step += 1) {
      links.push({ id: links.length + 1, postId: post + 1, tagId: ((first + step) % tagCount) + 1 });
    }
  }
  return links;
}

let created = 0;

/** A user that nobody has made yet. */
export function newUser() {
  created += 1;
  return { name: `New${created}`, email: `new${created}@example.com`, age: 30, isActive: true };
}

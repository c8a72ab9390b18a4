// The rows of the suite `relations`: two companies, their authors, their posts, 20 comments for each post; the same every time.
import { random } from '../data.mjs';

export const companyNames = ['Northwind', 'Contoso'];
const authorsPerCompany = 30;
const postsPerAuthor = 50;
const commentsPerPost = 20;
const firstMoment = Date.UTC(2024, 0, 1);

/** All rows by table; a company has 1,500 posts. Keys of the rows are the properties of the entities. */
export function makeRows() {
  const companies = companyNames.map((name, index) => ({ id: index + 1, name, country: `Country ${index}` }));
  const authors = Array.from({ length: companies.length * authorsPerCompany }, (_, index) => makeAuthor(index));
  const next = random(4);
  const posts = Array.from({ length: authors.length * postsPerAuthor }, (_, index) => makePost(index, authors.length, next));
  const comments = Array.from({ length: posts.length * commentsPerPost }, (_, index) => makeComment(index, posts.length, next));
  return { companies, authors, posts, comments };
}

function makeAuthor(index) {
  const companyId = (index % companyNames.length) + 1;
  return { id: index + 1, companyId, name: `Author ${index}`, email: `author${index}@example.com`, createdAt: moment(index) };
}

function makePost(index, authorCount, next) {
  return {
    id: index + 1,
    authorId: Math.floor(next() * authorCount) + 1,
    title: `Post ${index} of the benchmark`,
    body: `${'The quick brown fox jumps over the lazy dog. '.repeat(2)}${index}`,
    views: Math.floor(next() * 1001),
    isPublished: next() < 0.8,
    createdAt: moment(index),
  };
}

/** Comments of one post do not lie together in the table, as in a table that grew; each has a moment of its own. */
function makeComment(index, postCount, next) {
  return {
    id: index + 1,
    postId: (index % postCount) + 1,
    name: `Reader ${Math.floor(next() * 500)}`,
    body: `${'A comment with some words. '.repeat(2)}${index}`,
    likes: Math.floor(next() * 100),
    createdAt: moment(index),
  };
}

function moment(index) {
  return new Date(firstMoment + index * 61_001);
}

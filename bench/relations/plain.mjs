// What all clients have to agree on: the posts they found, as plain data in one order.

/** Posts in the order found, with their authors where the test joins them; comments in their order where it has one, else by id. */
export function plainPosts(posts, { hasAuthor, isOrdered, isCounted }) {
  if (isCounted) return posts.map((post) => ({ ...plainPost(post), commentCount: post.commentCount }));
  return posts.map((post) => {
    const comments = [...post.comments].map(plainComment);
    const author = hasAuthor ? { author: plainAuthor(post.author) } : {};
    return { ...plainPost(post), ...author, comments: isOrdered ? comments : comments.toSorted((a, b) => a.id - b.id) };
  });
}

function plainPost({ id, title, body, views, isPublished, createdAt }) {
  return { id, title, body, views, isPublished, createdAt: createdAt.getTime() };
}

function plainAuthor({ id, name, email, createdAt }) {
  return { id, name, email, createdAt: createdAt.getTime() };
}

function plainComment({ id, name, body, likes, createdAt }) {
  return { id, name, body, likes, createdAt: createdAt.getTime() };
}

// What all clients have to agree on: the posts they found, as plain data in one order.

/** Posts in the order found; their comments too where `isOrdered`, else by id. */
export function plainPosts(posts, { isOrdered }) {
  return posts.map((post) => {
    const comments = [...post.comments].map(plainComment);
    return { ...plainPost(post), comments: isOrdered ? comments : comments.toSorted((a, b) => a.id - b.id) };
  });
}

function plainPost({ id, title, body, views, isPublished, createdAt, author }) {
  return {
    id,
    title,
    body,
    views,
    isPublished,
    createdAt: createdAt.getTime(),
    ...(author?.name === undefined ? {} : { author: plainAuthor(author) }),
  };
}

function plainAuthor({ id, name, email, createdAt }) {
  return { id, name, email, createdAt: createdAt.getTime() };
}

function plainComment({ id, name, body, likes, createdAt }) {
  return { id, name, body, likes, createdAt: createdAt.getTime() };
}

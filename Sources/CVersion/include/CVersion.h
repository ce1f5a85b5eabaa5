// What Swift cannot be told by a build: a text. The commit that was built, or none.
const char *dateline_commit(void);

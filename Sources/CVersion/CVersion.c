#include "CVersion.h"

const char *dateline_commit(void) { return DATELINE_COMMIT; }

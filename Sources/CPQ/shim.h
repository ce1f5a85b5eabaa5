#ifndef DATELINE_CPQ_SHIM_H
#define DATELINE_CPQ_SHIM_H
#include <libpq-fe.h>
#endif

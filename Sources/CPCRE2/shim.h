#ifndef DATELINE_CPCRE2_SHIM_H
#define DATELINE_CPCRE2_SHIM_H
// What the header asks for before it is read: texts are UTF-8.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif

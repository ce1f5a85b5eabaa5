#ifndef DATELINE_CXML2_SHIM_H
#define DATELINE_CXML2_SHIM_H
// Debian's ICU headers clash with those inside Foundation; nothing here needs libxml2's ICU converters' types.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/HTMLparser.h>
#include <libxml/encoding.h>
#include <libxml/xmlerror.h>

#endif

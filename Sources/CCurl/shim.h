#ifndef DATELINE_CCURL_SHIM_H
#define DATELINE_CCURL_SHIM_H
// What Swift cannot say of libcurl: its variadic calls, once for each type of argument.
#include <curl/curl.h>

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

#endif

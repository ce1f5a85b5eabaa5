#ifndef DATELINE_CCURL_SHIM_H
#define DATELINE_CCURL_SHIM_H
// What Swift cannot say of libcurl: its variadic calls, once for each type of argument.
// The same for its macros with a cast.
#include <curl/curl.h>
#include <malloc.h>  // malloc_trim, which Glibc's module leaves out

static const long ccurl_auth_basic = CURLAUTH_BASIC;
static const long ccurl_auth_digest = CURLAUTH_DIGEST;
static const long ccurl_auth_bearer = CURLAUTH_BEARER;

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_blob(CURL *easy, CURLoption option, struct curl_blob *value) {
    return curl_easy_setopt(easy, option, value);
}

// Serves CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*ccurl_receiver)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode ccurl_set_receiver(CURL *easy, CURLoption option, ccurl_receiver value) {
    return curl_easy_setopt(easy, option, value);
}

typedef int (*ccurl_meter)(void *context, curl_off_t download, curl_off_t downloaded, curl_off_t upload,
                           curl_off_t uploaded);
static inline CURLcode ccurl_set_meter(CURL *easy, ccurl_meter value) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}

typedef curl_socket_t (*ccurl_socket_opener)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode ccurl_set_socket_opener(CURL *easy, ccurl_socket_opener value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

typedef CURLcode (*ccurl_handshake_watcher)(CURL *easy, void *tls, void *context);
static inline CURLcode ccurl_set_handshake_watcher(CURL *easy, ccurl_handshake_watcher value) {
    return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

static inline void *ccurl_private(CURL *easy) {
    void *value = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
    return value;
}

static inline curl_off_t ccurl_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

static inline long ccurl_long(CURL *easy, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

// libcurl's, until the handle is used again.
static inline struct curl_certinfo *ccurl_certificates(CURL *easy) {
    struct curl_certinfo *value = NULL;
    curl_easy_getinfo(easy, CURLINFO_CERTINFO, &value);
    return value;
}

// The caller's, to free by `curl_slist_free_all`.
static inline struct curl_slist *ccurl_list(CURL *easy, CURLINFO info) {
    struct curl_slist *value = NULL;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

#endif

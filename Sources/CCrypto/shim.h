#ifndef DATELINE_CCRYPTO_SHIM_H
#define DATELINE_CCRYPTO_SHIM_H
// OpenSSL's codes of messages. libcurl brings the library with it.
#include <openssl/hmac.h>
#endif

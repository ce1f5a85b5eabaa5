#ifndef DATELINE_CNATS_SHIM_H
#define DATELINE_CNATS_SHIM_H
#include <nats/nats.h>

// Swift has no initializer for what holds arrays of strings that are borrowed for a call.
static inline natsStatus cnats_set_servers(natsOptions *options, char **servers, int count) {
    return natsOptions_SetServers(options, (const char **)servers, count);
}

static inline natsStatus cnats_add_stream(jsCtx *js, const char *name, const char *subject, jsErrCode *code) {
    jsStreamConfig config;
    natsStatus status = jsStreamConfig_Init(&config);
    if (status != NATS_OK) return status;
    const char *subjects[] = {subject};
    config.Name = name;
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    return js_AddStream(NULL, js, &config, NULL, code);
}
#endif

package dev.gyre.gateway.admission.dynamic;

/** What a request does, by the words of admission. A patch is an update, or a creation where it creates. */
public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
}

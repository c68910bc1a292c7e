package dev.gyre.gateway.intents;

/** A record that is no intent, whatever the cluster looks like. */
final class PoisonException extends RuntimeException {
    private final String why;

    PoisonException(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}

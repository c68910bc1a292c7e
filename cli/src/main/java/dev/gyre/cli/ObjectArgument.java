package dev.gyre.cli;

import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;

/** An object as people name it on a command line: {@code pod/web-1}, {@code deploy/web}, {@code node/node-1}. */
record ObjectArgument(ResourceKind kind, ResourceKey key) {

    static ObjectArgument parse(String argument, String namespace, RecordedKinds kinds) {
        int slash = argument.indexOf('/');
        if (slash <= 0 || slash == argument.length() - 1) {
            throw new CommandFailure("\"" + argument + "\" names no object; write KIND/NAME, such as pod/web-1");
        }
        ResourceKind kind = kind(argument.substring(0, slash), kinds);
        return new ObjectArgument(kind, kind.key(kind.isNamespaced() ? namespace : "", argument.substring(slash + 1)));
    }

    /** A kind that the log holds, by any of its names. */
    static ResourceKind kind(String word, RecordedKinds kinds) {
        ResourceKind kind = kinds.named(word);
        if (kind == null) {
            throw new CommandFailure("there is no kind \"" + word + "\"");
        }
        if (!kind.isPublished()) {
            throw new CommandFailure(kind.plural() + " are not on the log");
        }
        return kind;
    }
}

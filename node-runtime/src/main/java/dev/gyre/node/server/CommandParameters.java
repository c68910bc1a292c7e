package dev.gyre.node.server;

import dev.gyre.node.runtime.ContainerStreams.Wanted;
import io.vertx.core.MultiMap;
import java.util.List;

/** What is to be run and which of its streams are wanted, from a request's query. */
record CommandParameters(List<String> command, Wanted wanted) {

    static CommandParameters of(MultiMap query) {
        boolean hasTty = isSet(query, "tty");
        Wanted wanted =
                new Wanted(isSet(query, "stdin"), isSet(query, "stdout"), isSet(query, "stderr") && !hasTty, hasTty);
        if (!wanted.stdin() && !wanted.stdout() && !wanted.stderr()) {
            throw new BadRequestException("you must specify at least 1 of stdin, stdout, stderr");
        }
        return new CommandParameters(query.getAll("command"), wanted);
    }

    /** With something to run. */
    static CommandParameters ofExec(MultiMap query) {
        CommandParameters parameters = of(query);
        if (parameters.command().isEmpty()) {
            throw new BadRequestException("you must specify a command");
        }
        return parameters;
    }

    private static boolean isSet(MultiMap query, String name) {
        String value = query.get(name);
        return value != null && (value.equals("true") || value.equals("1"));
    }
}

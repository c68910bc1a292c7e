package dev.gyre.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code gyre} command. What the user can put right is one line on standard error; exit code 1, of questions to the log 2;
 * 2 for usage.
 */
@Command(
        name = "gyre",
        description = "Kubernetes' API and everything it does, on an event log.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT, // every command answers --help
        versionProvider = Gyre.Version.class)
public final class Gyre implements Runnable {

    private static final List<Class<?>> COMMANDS = List.of(
            UpCommand.class,
            DownCommand.class,
            GatewayCommand.class,
            ControllersCommand.class,
            SchedulerCommand.class,
            NodeCommand.class,
            BrokerCommand.class,
            EventsCommand.class,
            WhyCommand.class,
            AsOfCommand.class,
            DiffCommand.class,
            BisectCommand.class,
            ReplayCommand.class,
            WhatIfCommand.class,
            RehearseCommand.class,
            CommandLine.HelpCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }

    /** Held, since a logger that nobody holds forgets its level: gRPC speaks through the JDK's logging. */
    private static final java.util.logging.Logger GRPC = java.util.logging.Logger.getLogger("io.grpc");

    public static void main(String[] args) {
        GRPC.setLevel(java.util.logging.Level.WARNING);
        System.exit(commandLine(args).execute(args));
    }

    /** Knows the one command that these arguments begin with, if they do: reading the options of all takes a part of each start. */
    private static CommandLine commandLine(String[] args) {
        List<Class<?>> asked = COMMANDS.stream()
                .filter(command -> args.length > 0 && command != CommandLine.HelpCommand.class)
                .filter(command -> command.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        return commandLine(asked.isEmpty() ? COMMANDS : asked);
    }

    /** Knows all. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine gyre = new CommandLine(new Gyre());
        commands.forEach(gyre::addSubcommand);
        return gyre.setExecutionExceptionHandler((e, commandLine, parsed) -> {
            if (e instanceof CommandFailure failure) {
                commandLine.getErr().println("gyre: " + failure.getMessage());
                if (Boolean.getBoolean("gyre.debug")) {
                    failure.printStackTrace(commandLine.getErr());
                }
                return commandLine.getCommandSpec().exitCodeOnExecutionException();
            }
            throw e;
        });
    }

    /** The version of the build. */
    static String version() {
        String version = Gyre.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    /** Prints it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gyre " + version()};
        }
    }
}

package dev.gyre.cli;

/** Names this process to people who look at epochs and terms. */
final class ProcessName {

    private ProcessName() {}

    static String of(String role) {
        return role + "-" + System.getenv().getOrDefault("HOSTNAME", "local") + "-"
                + ProcessHandle.current().pid();
    }
}

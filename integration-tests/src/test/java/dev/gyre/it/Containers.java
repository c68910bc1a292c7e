package dev.gyre.it;

import java.util.List;

/** What Docker has of one run, by the labels that everything which Gyre starts carries. */
record Containers(String run) {

    record Container(String id, String podUid, String name, boolean isRunning) {
        /** What must be unique among running ones. */
        String role() {
            return podUid + "/" + name;
        }
    }

    List<Container> all() {
        return docker(
                        "ps",
                        "-a",
                        "--format",
                        "{{.ID}}\t{{.Label \"gyre.pod.uid\"}}\t{{.Label \"gyre.container\"}}\t{{.State}}",
                        "--filter",
                        "label=gyre.run=" + run)
                .lines()
                .map(line -> line.split("\t", -1))
                .map(part -> new Container(part[0], part[1], part[2], part[3].equals("running")))
                .toList();
    }

    List<Container> running() {
        return all().stream().filter(Container::isRunning).toList();
    }

    List<String> networks() {
        return docker("network", "ls", "-q", "--filter", "label=gyre.run=" + run)
                .lines()
                .toList();
    }

    static String docker(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "docker";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new Shell(java.util.Map.of()).run(command).succeeded().stdout();
    }
}

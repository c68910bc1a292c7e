package dev.gyre.node.proxy.host;

import dev.gyre.node.proxy.PacketFilter;
import dev.gyre.node.proxy.PacketFilterException;
import java.util.ArrayList;
import java.util.List;

/** nftables by the program {@code nft}: a script on its standard input is one transaction. */
public final class NftCommand implements PacketFilter {

    private final List<String> nft;

    public NftCommand() {
        this(List.of("nft"));
    }

    /** @param nft how nft is run, with what stands before it where it is to run somewhere else */
    public NftCommand(List<String> nft) {
        this.nft = List.copyOf(nft);
    }

    @Override
    public void apply(String script) throws PacketFilterException {
        Program.Result result = nft(script, "-f", "-");
        if (!result.isGood()) {
            throw new PacketFilterException("nft: " + result.firstLine());
        }
    }

    /** To list the names of tables, nft reads all that is in them: half a second for 10,000 endpoints. To list a map, that map. */
    @Override
    public boolean has(String table, String map) throws PacketFilterException {
        Program.Result result = nft("", "list", "map", "ip", table, map);
        if (!result.isGood() && !result.output().contains("No such file or directory")) {
            throw new PacketFilterException("nft: " + result.firstLine());
        }
        return result.isGood();
    }

    private Program.Result nft(String input, String... arguments) {
        List<String> command = new ArrayList<>(nft);
        command.addAll(List.of(arguments));
        return Program.run(command, input);
    }
}

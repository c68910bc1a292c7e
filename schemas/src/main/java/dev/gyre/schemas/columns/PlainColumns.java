package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;

/** Columns of the kinds that have one or two to show. */
public final class PlainColumns {

    private PlainColumns() {}

    public static List<Column> ofNamespaces() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Status",
                        "Active, or Terminating.",
                        namespace -> namespace.path("status").path("phase").asString("")),
                Columns.age());
    }

    public static List<Column> ofConfigMaps() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Data",
                        "How many entries there are.",
                        map -> map.path("data").size() + map.path("binaryData").size()),
                Columns.age());
    }

    public static List<Column> ofSecrets() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Type",
                        "What the Secret is for.",
                        secret -> secret.path("type").asString("")),
                Columns.number(
                        "Data",
                        "How many entries there are.",
                        secret -> secret.path("data").size()),
                Columns.age());
    }

    public static List<Column> ofServiceAccounts() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Secrets",
                        "How many Secrets its pods may use.",
                        account -> account.path("secrets").size()),
                Columns.age());
    }

    public static List<Column> ofLeases() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "Holder",
                        "Who holds it.",
                        lease -> lease.path("spec").path("holderIdentity").asString("")),
                Columns.age());
    }
}

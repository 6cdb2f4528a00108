package io.twinproxy.cli.pages;

/** The files people write, where the documents and the Terraform module put them; the command presumes no place. */
enum SettingsFile {
    AGENT("agent.yml", "A host's settings."),
    CONTROLLER("controller.yml", "A controller's settings."),
    NUTCRACKER("nutcracker.yml", "The proxy's pools, as nutcracker has them; agent.yml names it."),
    PAIR("pair.yml", "What is declared of a pair: its endpoint, its timings, its policy.");

    private final String name;
    private final String sentence;

    SettingsFile(String name, String sentence) {
        this.name = name;
        this.sentence = sentence;
    }

    String path() {
        return "/etc/twinproxy/" + name;
    }

    String sentence() {
        return sentence;
    }

    /** Whether a verb, named without the command, reads it. */
    boolean readBy(String verb) {
        return switch (verb) {
            case "config check" -> true;
            case "agent" -> this == AGENT || this == NUTCRACKER;
            case "controller" -> this == CONTROLLER;
            case "proxy" -> this == NUTCRACKER;
            case "pair apply" -> this == PAIR;
            default -> false;
        };
    }
}

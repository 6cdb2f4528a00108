package io.twinproxy.proxy.protocol;

/**
 * What becomes of a command that clients send, for people: documents and help are written from it.
 *
 * @param word the command, as clients write it
 * @param why why it is refused; empty when it is not
 */
public record CommandFact(String word, How how, String why) {
    /** Who answers. */
    public enum How {
        ONE_KEY("passed on to the server of its key"),
        SPLIT("split by its keys' servers, the replies joined in order"),
        ONE_SERVER("passed on when all its keys are on one server, else refused"),
        ANY_SERVER("passed on to any one server"),
        EVERY_SERVER("passed on to every server"),
        OWN("answered by the proxy"),
        REFUSED("refused by its name; the connection stays");

        private final String sentence;

        How(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}

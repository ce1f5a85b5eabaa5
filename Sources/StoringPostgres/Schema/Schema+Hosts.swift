extension Schema {
    static let hosts = """
        -- When the first subscribed feed of a host falls due: never later than this says, for the trigger sees to that. Sooner it
        -- may be: a claim that finds so corrects it. So no claim reads feeds of hosts that it cannot ask, however many are due.
        CREATE TABLE hosts (
          host text COLLATE "C" PRIMARY KEY,
          due_at bigint                      -- null: never by itself
        );
        CREATE INDEX hosts_due ON hosts (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX feeds_due_by_host ON feeds (host, due_at, id) WHERE is_subscribed AND due_at IS NOT NULL;
        CREATE INDEX feeds_absent ON feeds (host) WHERE is_subscribed AND absent_since IS NOT NULL;

        -- The host is locked in any case: who has claimed of it meanwhile waits for this, or this for that.
        CREATE FUNCTION note_due() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO hosts (host, due_at) VALUES (NEW.host, NEW.due_at) ON CONFLICT (host)
          DO UPDATE SET due_at = excluded.due_at WHERE hosts.due_at IS NULL OR hosts.due_at > excluded.due_at; RETURN NULL; END $$;
        CREATE TRIGGER feeds_due_new AFTER INSERT ON feeds FOR EACH ROW
          WHEN (NEW.is_subscribed AND NEW.due_at IS NOT NULL) EXECUTE FUNCTION note_due();
        -- Not where a check has put it off, as nearly all do.
        CREATE TRIGGER feeds_due_sooner AFTER UPDATE OF host, is_subscribed, due_at, absent_since ON feeds FOR EACH ROW
          WHEN (NEW.is_subscribed AND NEW.due_at IS NOT NULL AND (
            OLD.due_at IS NULL OR NEW.due_at < OLD.due_at OR NOT OLD.is_subscribed OR NEW.host <> OLD.host
            OR NEW.absent_since IS DISTINCT FROM OLD.absent_since))
          EXECUTE FUNCTION note_due();

        """
}

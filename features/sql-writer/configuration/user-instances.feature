Feature: User instances of SQL Server Express
  An application of SQL Server Express may run an instance of its own, which no service list knows.
  SQL Server starts the SQL Writer for it, so that its databases are found (SQLW-CFG-15, -16).

  Background:
    Given a SQL Server SRV1 with the Express instance SQLEXPRESS
    And the operator stops the service SQLWriter

  @SQLW-CFG-15 @needs:sql-writer
  Rule: SQL Server starts the SQL Writer when an application opens a user instance

    Example: The writer was stopped
      When the instance SQLEXPRESS starts a user instance for D:\apps\shop.mdf
      Then the services console shows SQLWriter as Running
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

  @SQLW-CFG-16 @needs:sql-writer
  Rule: The databases of a user instance are in the metadata without anybody doing more

    Example: One user instance beside the instance it came from
      When the instance SQLEXPRESS starts a user instance for D:\apps\shop.mdf
      Then the components in the metadata include
        | name   | type             |
        | Shop   | VSS_CT_FILEGROUP |
        | master | VSS_CT_FILEGROUP |
      And the files in the metadata include
        | component | path     | spec     |
        | Shop      | D:\\apps | shop.mdf |
